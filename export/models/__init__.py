"""The tables of the export pillar."""

from export.models.trade import CountryIndicator, CountryPair, DataFile, DataSet, HsCode, TradeFlow, TradeTotal

__all__ = ["CountryIndicator", "CountryPair", "DataFile", "DataSet", "HsCode", "TradeFlow", "TradeTotal"]
