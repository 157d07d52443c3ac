"""The packaged application on the emulator, its workers killed while reminders go out; then the mails are counted."""
