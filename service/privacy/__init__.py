"""What is kept of people, given to them, and erased: on request, and when its time is over."""
