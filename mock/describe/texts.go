package describe

import "github.com/authentik-mock/authentik-mock/mock/internal/messages"

// UnaskedTexts are the texts of the fake that real servers were not yet asked for in their other languages, in alphabetical
// order. The fake says them in English to everyone.
func UnaskedTexts() []string { return messages.Unasked() }
