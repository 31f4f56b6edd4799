@echo off
setlocal
set NODE_USE_ENV_PROXY=1
node --max-semi-space-size=8 "%~dp0..\main.ts" %*
