"""Closed lists of the organisations app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CapabilityKind(models.TextChoices):
    """What an organisation may do on the exchange. One organisation can hold several."""

    BORROWER = "borrower", _("Small or medium firm")
    LENDER = "lender", _("Lender")
    GUARANTOR = "guarantor", _("Guarantor")
    INSURER = "insurer", _("Insurer")
    INVESTOR = "investor", _("Investor")
    PROVIDER = "provider", _("Solution provider")
    MENTOR = "mentor", _("Mentor company")
    BUYER = "buyer", _("Multinational buyer")
    ADVISER = "adviser", _("Adviser")
    AUTHORITY = "authority", _("Government authority")


# A firm that asks for support needs no vetting: its register number is checked and it may begin at once.
UNVETTED = frozenset({CapabilityKind.BORROWER})


class CapabilityState(models.TextChoices):
    """Where a capability stands in vetting."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    SUSPENDED = "suspended", _("Suspended")
    EXPIRED = "expired", _("Expired")


class Level(models.TextChoices):
    """What a member may do inside the organisation."""

    ADMIN = "admin", _("Administrator")
    EDITOR = "editor", _("Editor")
    VIEWER = "viewer", _("Viewer")


class MembershipState(models.TextChoices):
    REQUESTED = "requested", _("Asked to join")
    ACTIVE = "active", _("Active")
    LEFT = "left", _("Left")
    REFUSED = "refused", _("Refused")


class EvidenceGrade(models.IntegerChoices):
    """How well a fact is supported (said, file, checked, third party)."""

    SAID = 0, _("Stated by the firm")
    FILE = 1, _("Supported by a file")
    CHECKED = 2, _("Checked by an adviser")
    THIRD_PARTY = 3, _("Confirmed by a third party")


class IdentifierKind(models.TextChoices):
    """Official numbers we can check (``portal.organisations.identifiers``)."""

    SA_CR = "sa_cr", _("Commercial registration (Saudi Arabia)")
    SA_UNIFIED = "sa_unified", _("Unified number (Saudi Arabia)")
    SA_VAT = "sa_vat", _("VAT number (Saudi Arabia)")
    CN_USCC = "cn_uscc", _("Unified social credit code (China)")
    LEI = "lei", _("Legal entity identifier (LEI)")
    EU_VAT = "eu_vat", _("VAT number (European Union)")
    GB_VAT = "gb_vat", _("VAT number (United Kingdom)")
    IN_GSTIN = "in_gstin", _("GST number (India)")
    KR_BRN = "kr_brn", _("Business registration (Korea)")
    JP_CN = "jp_cn", _("Corporate number (Japan)")
    IBAN = "iban", _("Bank account (IBAN)")
