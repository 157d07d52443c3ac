"""What was sold, where the law gives the sale a payment term or a limitation period of its own."""

from enum import StrEnum


class Trade(StrEnum):
    """UNKNOWN is for what nobody has said: each rule then takes the reading that does the creditor no harm.

    TRANSPORT is the carriage of goods by road, with what L441-11 adds to it: hire of vehicles, commission, forwarding.
    """

    GENERAL = "general"
    TRANSPORT = "transport"
    PERISHABLE_FOOD = "perishable-food"
    TELECOM = "telecom"
    INSURANCE = "insurance"
    SHIP_SUPPLIES = "ship-supplies"
    UNKNOWN = "unknown"
