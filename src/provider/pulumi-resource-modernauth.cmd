@echo off
set NODE_USE_ENV_PROXY=1
"%~dp0..\..\node_modules\.bin\node.cmd" "%~dp0main.ts" %*
