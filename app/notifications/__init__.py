"""Messages to citizens and officers: stored first, sent later. It does not know dossiers."""
