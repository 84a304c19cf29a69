"""Support for the tests of drift: sample schemas, projects, servers and reports."""
