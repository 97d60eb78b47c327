# Completion of authentik-mock for bash. In ~/.bashrc: source <(authentik-mock completion bash)
_authentik_mock() {
	local IFS=$'\n'
	COMPREPLY=($("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1))
}
complete -o default -F _authentik_mock authentik-mock
