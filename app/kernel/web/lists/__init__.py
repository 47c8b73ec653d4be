"""Lists: columns, conditions, filters, order, pagination, saved views."""
