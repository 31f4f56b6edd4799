/** What each shell is told: it asks "modern-auth complete" for every word, so that commands and tenants are always the current ones. */
export const COMPLETION_SCRIPTS = {
  bash: `# Completion of modern-auth for bash. To load it, in ~/.bashrc: source <(modern-auth completion bash)
_modern_auth() {
  local IFS=$'\\n'
  COMPREPLY=($(modern-auth complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _modern_auth modern-auth
`,
  zsh: `#compdef modern-auth
# Completion of modern-auth for zsh. To load it, in ~/.zshrc after compinit: source <(modern-auth completion zsh)
_modern_auth() {
  local -a found
  found=(\${(f)"$(modern-auth complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( $#found )); then compadd -a found; else _files; fi
}
compdef _modern_auth modern-auth
`,
  fish: `# Completion of modern-auth for fish. To load it, in config.fish: modern-auth completion fish | source
complete -c modern-auth -f -a '(modern-auth complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
`,
} as const;

export type Shell = keyof typeof COMPLETION_SCRIPTS;
