"""The sentences of rules, whole, one per operator and situation, so that each language orders its words as it likes."""

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
    "true": _("%(fact)s: yes is needed."),
    "false": _("%(fact)s: no is needed."),
}

HELD: Mapping[str, Label] = {
    "gte": _("%(fact)s is %(held)s; at least %(needed)s is needed."),
    "gt": _("%(fact)s is %(held)s; more than %(needed)s is needed."),
    "lte": _("%(fact)s is %(held)s; at most %(needed)s is allowed."),
    "lt": _("%(fact)s is %(held)s; less than %(needed)s is allowed."),
    "eq": _("%(fact)s is %(held)s; exactly %(needed)s is needed."),
    "ne": _("%(fact)s is %(held)s; anything but %(needed)s is allowed."),
    "between": _("%(fact)s is %(held)s; from %(low)s to %(high)s is needed."),
    "between_below": _("%(fact)s is %(held)s; from %(low)s to less than %(high)s is needed."),
    "between_above": _("%(fact)s is %(held)s; more than %(low)s and up to %(high)s is needed."),
    "between_inside": _("%(fact)s is %(held)s; more than %(low)s and less than %(high)s is needed."),
    "outside": _("%(fact)s is %(held)s; a value between %(low)s and %(high)s is excluded."),
    "any_of": _("%(fact)s: %(held)s; at least one of %(needed)s is needed."),
    "all_of": _("%(fact)s: %(held)s; all of %(needed)s are needed."),
    "none_of": _("%(fact)s: %(held)s; %(needed)s are excluded."),
    "not_all": _("%(fact)s: %(held)s; having all of %(needed)s together is excluded."),
    "true": _("%(fact)s: the answer is “%(held)s”; “yes” is needed."),
    "false": _("%(fact)s: the answer is “%(held)s”; “no” is needed."),
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
    "true": _("%(fact)s is not known yet; “yes” is needed."),
    "false": _("%(fact)s is not known yet; “no” is needed."),
}
