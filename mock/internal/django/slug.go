package django

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

var (
	slug          = pattern(`^[-a-zA-Z0-9_]+$`)
	notInSlug     = pattern(`[^0-9A-Za-z_` + space + `-]`)
	slugSeparator = pattern(`[-` + space + `]+`)
	notASCII      = pattern(`[^\x00-\x7f]`)
)

// IsSlug implements Django's validate_slug: ASCII letters, digits, hyphens and underscores, at least one.
func IsSlug(text string) bool { return slug().MatchString(text) }

// Slugify implements Django's slugify: it returns the ASCII letters and digits of the text in lower case,
// without accents, with one hyphen for each run of spaces and hyphens; "" if there are none.
func Slugify(text string) string {
	ascii := notASCII().ReplaceAllString(norm.NFKD.String(text), "")
	words := notInSlug().ReplaceAllString(strings.ToLower(ascii), "")
	return strings.Trim(slugSeparator().ReplaceAllString(words, "-"), "-_")
}
