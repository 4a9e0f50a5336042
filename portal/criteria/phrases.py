"""The sentences of rules, whole, one per operator and situation, so that each language orders its words as it likes.

They speak of the fact, never to a person: the firm, its lender and an officer read the same sentence.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from portal.criteria.catalogue import Label

NEEDED: Mapping[str, Label] = {
    "gte": _("%(fact)s: at least %(needed)s."),
    "gt": _("%(fact)s: more than %(needed)s."),
    "lte": _("%(fact)s: at most %(needed)s."),
    "lt": _("%(fact)s: less than %(needed)s."),
    "eq": _("%(fact)s: exactly %(needed)s."),
    "ne": _("%(fact)s: anything but %(needed)s."),
    "between": _("%(fact)s: from %(low)s to %(high)s."),
    "between_below": _("%(fact)s: from %(low)s to less than %(high)s."),
    "between_above": _("%(fact)s: more than %(low)s, up to %(high)s."),
    "between_inside": _("%(fact)s: more than %(low)s and less than %(high)s."),
    "outside": _("%(fact)s: not between %(low)s and %(high)s."),
    "any_of": _("%(fact)s: at least one of %(needed)s."),
    "all_of": _("%(fact)s: all of %(needed)s."),
    "none_of": _("%(fact)s: none of %(needed)s."),
    "not_all": _("%(fact)s: not all of %(needed)s together."),
    "one": _("%(fact)s: %(needed)s."),
    "true": _("%(fact)s: yes is needed."),
    "false": _("%(fact)s: no is needed."),
}

HELD: Mapping[str, Label] = {
    "gte": _("%(fact)s: %(held)s. Needed: at least %(needed)s."),
    "gt": _("%(fact)s: %(held)s. Needed: more than %(needed)s."),
    "lte": _("%(fact)s: %(held)s. Allowed: at most %(needed)s."),
    "lt": _("%(fact)s: %(held)s. Allowed: less than %(needed)s."),
    "eq": _("%(fact)s: %(held)s. Needed: exactly %(needed)s."),
    "ne": _("%(fact)s: %(held)s. Allowed: anything but %(needed)s."),
    "between": _("%(fact)s: %(held)s. Needed: from %(low)s to %(high)s."),
    "between_below": _("%(fact)s: %(held)s. Needed: from %(low)s to less than %(high)s."),
    "between_above": _("%(fact)s: %(held)s. Needed: more than %(low)s, up to %(high)s."),
    "between_inside": _("%(fact)s: %(held)s. Needed: more than %(low)s and less than %(high)s."),
    "outside": _("%(fact)s: %(held)s. Excluded: from %(low)s to %(high)s."),
    "any_of": _("%(fact)s: %(held)s. Needed: at least one of %(needed)s."),
    "all_of": _("%(fact)s: %(held)s. Needed: all of %(needed)s."),
    "none_of": _("%(fact)s: %(held)s. Excluded: %(needed)s."),
    "not_all": _("%(fact)s: %(held)s. Excluded: all of %(needed)s together."),
    "one": _("%(fact)s: %(held)s. Needed: %(needed)s."),
    "true": _("%(fact)s: %(held)s. Needed: yes."),
    "false": _("%(fact)s: %(held)s. Needed: no."),
}

MISSING: Mapping[str, Label] = {
    "gte": _("%(fact)s is not known yet; at least %(needed)s is needed."),
    "gt": _("%(fact)s is not known yet; more than %(needed)s is needed."),
    "lte": _("%(fact)s is not known yet; at most %(needed)s is allowed."),
    "lt": _("%(fact)s is not known yet; less than %(needed)s is allowed."),
    "eq": _("%(fact)s is not known yet; exactly %(needed)s is needed."),
    "ne": _("%(fact)s is not known yet; anything but %(needed)s is allowed."),
    "between": _("%(fact)s is not known yet; from %(low)s to %(high)s is needed."),
    "between_below": _("%(fact)s is not known yet; from %(low)s to less than %(high)s is needed."),
    "between_above": _("%(fact)s is not known yet; more than %(low)s and up to %(high)s is needed."),
    "between_inside": _("%(fact)s is not known yet; more than %(low)s and less than %(high)s is needed."),
    "outside": _("%(fact)s is not known yet; a value between %(low)s and %(high)s is excluded."),
    "any_of": _("%(fact)s is not known yet; at least one of %(needed)s is needed."),
    "all_of": _("%(fact)s is not known yet; all of %(needed)s are needed."),
    "none_of": _("%(fact)s is not known yet; %(needed)s are excluded."),
    "not_all": _("%(fact)s is not known yet; having all of %(needed)s together is excluded."),
    "one": _("%(fact)s is not known yet; %(needed)s is needed."),
    "true": _("%(fact)s is not known yet; “yes” is needed."),
    "false": _("%(fact)s is not known yet; “no” is needed."),
}
