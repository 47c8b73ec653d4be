"""Generated CRUD screens: one base class made of list, form, action, import and export parts."""
