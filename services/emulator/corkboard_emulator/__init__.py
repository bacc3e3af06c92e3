"""Users posting: reads rows from MySQL and sends them, one record or one batch a request."""
