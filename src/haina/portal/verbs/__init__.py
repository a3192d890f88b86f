"""The only code of the portal that writes, one module for each verb."""
