"""Camera profiles and looks: tables of hue, saturation and value, and tone curves of their own."""
