print("songc")
