"""Warehouse -> what people see."""
