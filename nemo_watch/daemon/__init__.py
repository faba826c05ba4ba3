"""The whole: builds the parts, starts and stops them in order. The only place that constructs adapters."""
