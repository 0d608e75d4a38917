"""What does a file of session marks say? CSV or Parquet in, blocks of registers out, in bounded memory."""
