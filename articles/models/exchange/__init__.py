"""What comes in and goes out: imports, feeds and harvests."""
