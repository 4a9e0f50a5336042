"""The words of the readiness instrument, translatable: dimensions, questions, the five answers of each, levels."""

from django.utils.translation import gettext_lazy as _

DIMENSIONS = {
    "motive": _("Motive and commitment"),
    "home": _("Home base"),
    "product": _("Product"),
    "market": _("Market knowledge"),
    "organisation": _("Organisation"),
    "money": _("Money and risk"),
    "overall": _("The whole picture"),
}

LEVELS = {
    "aware": _("Aware"),
    "planning": _("Planning"),
    "pilot_ready": _("Ready for a pilot"),
    "scaling": _("Ready to scale"),
}

LEVEL_ADVICE = {
    "aware": _("Strengthen the business at home and learn about one market before you spend on it."),
    "planning": _("Close the open gates and write the export plan; talk to a mentor before you sign anything."),
    "pilot_ready": _("Try one market with one product and a small order, and measure what happens."),
    "scaling": _("You can serve several markets; secure finance, insurance and partners for growth."),
}

QUESTIONS = {
    "why": _("Why do you want to sell abroad?"),
    "lead": _("Who leads it, and how much of the owner's time goes into it?"),
    "patience": _("How long can you wait until exporting pays for itself?"),
    "objective": _("Is there a written objective with an owner and a date?"),
    "standing": _("How strong are your sales at home?"),
    "reach": _("How far do your customers at home spread?"),
    "capacity": _("How much spare capacity do you have?"),
    "punctuality": _("How often do you deliver complete and on time?"),
    "norms": _("Does the product meet the norms and certificates of the target market?"),
    "label": _("Are label, language and packaging right for the target market?"),
    "difference": _("How do you differ from what is sold there, and at what price?"),
    "shipping": _("Can the product be shipped, stored and serviced far away?"),
    "chosen": _("Have you chosen a market, with reasons?"),
    "competitors": _("Do you know your competitors' prices there?"),
    "route": _("Do you know how you will reach customers (agent, distributor, online)?"),
    "enquiries": _("Do you receive enquiries from abroad, and how do you answer them?"),
    "staff": _("Do you have staff with trade and language skill?"),
    "web": _("Are web site and catalogue in the language of the market?"),
    "ip": _("Have trade marks and other rights been checked in the target market?"),
    "law": _("Do you know the contract and data law that will apply?"),
    "working_capital": _("Can you pay your costs until the foreign customer pays?"),
    "price": _("Have you worked out an export price with Incoterm and duty?"),
    "payment": _("Have you settled payment terms and credit insurance?"),
    "risk": _("Have you dealt with currency and country risk?"),
}

ANSWERS = {
    "why": (
        _("Others do it"),
        _("To use a one-time chance"),
        _("To sell surplus"),
        _("To grow"),
        _("Part of a written strategy"),
    ),
    "lead": (
        _("Nobody"),
        _("Somebody when there is time"),
        _("A named person, a few hours"),
        _("A named person, a day a week"),
        _("A named lead and the owner's own time"),
    ),
    "patience": (_("Not at all"), _("Six months"), _("One year"), _("Two years"), _("Three years or more")),
    "objective": (
        _("No"),
        _("Talked about"),
        _("Written, without date"),
        _("Written, with date"),
        _("Written, with owner, date and figures"),
    ),
    "standing": (_("Just started"), _("Falling"), _("Stable"), _("Growing"), _("Among the leaders at home")),
    "reach": (_("One customer"), _("One town"), _("One region"), _("Several regions"), _("The whole country")),
    "capacity": (_("None"), _("Under 5 %"), _("5–15 %"), _("15–30 %"), _("Over 30 %, or quick to add")),
    "punctuality": (_("Not known"), _("Under 80 %"), _("80–90 %"), _("90–97 %"), _("Over 97 %")),
    "norms": (
        _("Not known which apply"),
        _("Known, none met"),
        _("Test or application under way"),
        _("Met, paper pending"),
        _("Met and certified"),
    ),
    "label": (_("Not looked at"), _("Looked at"), _("Draft ready"), _("Checked by somebody there"), _("In use")),
    "difference": (
        _("Not known"),
        _("Cheaper only"),
        _("Some difference, price not checked"),
        _("Clear difference, price checked"),
        _("Clear difference, tested with customers"),
    ),
    "shipping": (
        _("Not possible now"),
        _("With large losses"),
        _("Possible, costs not known"),
        _("Possible, costs known"),
        _("Done before, with after-sales"),
    ),
    "chosen": (_("No"), _("A feeling"), _("A short list"), _("Chosen from data"), _("Chosen from data and visited")),
    "competitors": (
        _("No"),
        _("A few from the web"),
        _("The main ones"),
        _("Prices on the shelf"),
        _("Prices and terms of the trade"),
    ),
    "route": (_("No"), _("An idea"), _("Compared options"), _("Candidates named"), _("Agreement or own shop")),
    "enquiries": (
        _("None"),
        _("Some, not answered"),
        _("Some, answered late"),
        _("Regular, answered"),
        _("Regular, and they led to orders"),
    ),
    "staff": (_("None"), _("Outside help only"), _("One person part time"), _("One person full time"), _("A team")),
    "web": (
        _("No"),
        _("Machine translation"),
        _("A one-page summary"),
        _("Catalogue translated"),
        _("Site, catalogue and replies"),
    ),
    "ip": (
        _("Not thought of"),
        _("Known to matter"),
        _("Searched"),
        _("Filed"),
        _("Registered, or not needed and checked"),
    ),
    "law": (
        _("No"),
        _("A little"),
        _("Model contract at hand"),
        _("Contract checked for the market"),
        _("Adviser retained there"),
    ),
    "working_capital": (
        _("No"),
        _("For two weeks"),
        _("For one payment term"),
        _("For two payment terms"),
        _("Yes, with a facility in reserve"),
    ),
    "price": (
        _("No"),
        _("Home price plus freight"),
        _("Draft"),
        _("Worked out for one market"),
        _("Worked out and accepted by a buyer"),
    ),
    "payment": (
        _("No"),
        _("Open account, uninsured"),
        _("Advance payment only"),
        _("Terms set, insurance quoted"),
        _("Terms set and insured"),
    ),
    "risk": (
        _("No"),
        _("Known to matter"),
        _("Priced in"),
        _("Limits per country"),
        _("Hedged or invoiced in own currency"),
    ),
}

MEASURES = {
    "never_exported": _("Never exported"),
    "not_last_year": _("Exported before, not in the last 12 months"),
    "reactive": _("Only answers orders that come in"),
    "growing_turnover": _("Exports regularly, growing in turnover"),
    "growing_markets": _("Exports regularly, growing in markets"),
    "small_share": _("Exports less than 10 % of turnover"),
    "few_markets": _("Exports to three countries or fewer"),
}
