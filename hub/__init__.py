"""The voucher federation hub 科技创新券通用通兑枢纽."""
