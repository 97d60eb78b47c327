package describe

import "github.com/authentik-mock/authentik-mock/mock/internal/messages"

// UnaskedTexts returns the texts of the fake that real servers have not been asked for in other languages, in
// alphabetical order. They are English in every language.
func UnaskedTexts() []string { return messages.Unasked() }
