"""Who saw what and why: emergency access, audit pages, disclosures, preview of rights."""
