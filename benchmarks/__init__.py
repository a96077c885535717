"""What Onward costs, each as a ratio to something bare measured in the same run."""
