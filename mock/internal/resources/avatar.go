package resources

import (
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// avatarOf draws a user's initials, white on a colour that depends on the user, as an SVG image in a data
// URL.
func avatarOf(_ *drf.Request, row *store.Row) any {
	name := strings.TrimSpace(row.Text("name"))
	if name == "" {
		name = row.Text("username")
	}
	sum := md5.Sum([]byte(strings.ToLower(name)))
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="64px" height="64px" viewBox="0 0 64 64" version="1.1">`+
		`<rect fill="#%02x%02x%02x" cx="32" cy="32" width="64" height="64" r="32"/><text x="50%%" y="50%%" fill="#fff" `+
		`alignment-baseline="middle" dominant-baseline="middle" text-anchor="middle" font-size="28" dy=".1em">%s</text></svg>`,
		sum[0]/2, sum[1]/2, sum[2]/2, initials(name))
	return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(svg))
}

// initials returns the first letters of the first and the last word, or the first two of a single one.
func initials(name string) string {
	words := strings.Fields(name)
	letters := []rune(name)
	if len(words) > 1 {
		first, _ := utf8.DecodeRuneInString(words[0])
		last, _ := utf8.DecodeRuneInString(words[len(words)-1])
		letters = []rune{first, last}
	}
	var drawn strings.Builder
	for _, letter := range letters[:min(2, len(letters))] {
		if unicode.IsLetter(letter) || unicode.IsDigit(letter) {
			drawn.WriteRune(unicode.ToUpper(letter))
		}
	}
	return drawn.String()
}
