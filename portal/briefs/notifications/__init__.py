"""Who is told about briefs, benefits and consultations, in which words."""

from portal.briefs.notifications import benefits, briefs, consultations

__all__ = ["benefits", "briefs", "consultations"]
