"""What people see: the station's screens and the plain text of the command line."""

import os

from screens.environment import forget_developer_tools

forget_developer_tools(os.environ)
