"""The books as an auditor reads them: accounts, entries, and behind each entry the decision it rests on."""
