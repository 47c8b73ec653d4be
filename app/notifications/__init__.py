"""What leaves the house: messages to citizens, kept first and sent later. It knows no dossier."""
