#compdef authentik-mock
# Completion of authentik-mock for zsh. In ~/.zshrc, after compinit: source <(authentik-mock completion zsh)
_authentik_mock() {
	local line
	local -a found
	while IFS= read -r line; do
		found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
	done < <("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)
	if (( $#found )); then
		_describe authentik-mock found
	else
		_files
	fi
}
compdef _authentik_mock authentik-mock
