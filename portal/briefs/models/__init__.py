"""Rows of the briefs app."""

from portal.briefs.models.applications import Application, ApplicationFile, ApplicationMessage, Representative
from portal.briefs.models.brief import Brief, BriefFile, BriefText, BriefVersion, Indicator, Programme
from portal.briefs.models.consultations import AnswerTemplate, Comment, Consultation, Paragraph, SentNotice
from portal.briefs.models.lab import LabCase
from portal.briefs.models.readers import BriefAudience, BriefReading, ClarityAnswer, Correction, SavedSearch

__all__ = [
    "AnswerTemplate",
    "Application",
    "ApplicationFile",
    "ApplicationMessage",
    "Brief",
    "BriefAudience",
    "BriefFile",
    "BriefReading",
    "BriefText",
    "BriefVersion",
    "ClarityAnswer",
    "Comment",
    "Consultation",
    "Correction",
    "Indicator",
    "LabCase",
    "Paragraph",
    "Programme",
    "Representative",
    "SavedSearch",
    "SentNotice",
]
