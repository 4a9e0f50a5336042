"""The tables of the export pillar."""

from export.models.firm import MarketChoice, ReadinessAssessment
from export.models.trade import CountryIndicator, CountryPair, DataFile, DataSet, HsCode, TradeFlow, TradeTotal

__all__ = ["CountryIndicator", "CountryPair", "DataFile", "DataSet", "HsCode", "MarketChoice", "ReadinessAssessment", "TradeFlow", "TradeTotal"]
