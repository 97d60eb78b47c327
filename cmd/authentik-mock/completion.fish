# Completion of authentik-mock for fish: authentik-mock completion fish >~/.config/fish/completions/authentik-mock.fish
function __authentik_mock_complete
	set -l words (commandline -opc)
	set -l last (commandline -ct)
	set -l program $words[1]
	set -e words[1]
	$program complete -- $words "$last" 2>/dev/null
end
complete -c authentik-mock -a '(__authentik_mock_complete)'
