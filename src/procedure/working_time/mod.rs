//! Opening hours, bank holidays and "24 working hours".
