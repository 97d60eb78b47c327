package messages

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Language is a language in the form of Content-Language: "en", "pt-br", "zh-hans".
type Language string

// Default is the language of a request that accepts no supported language.
const Default Language = "en"

// languages holds the languages that a server supports: Django's own list, which authentik does not restrict.
type languages struct {
	// Supported is in Django's order, in which it searches for a dialect.
	Supported []Language `json:"supported"`
	// Fallback maps a language code to those that Django tries in place of it.
	Fallback map[Language][]Language `json:"fallback"`
	// known is Supported as a set.
	known map[Language]bool
}

var spoken = sync.OnceValue(func() *languages {
	data, err := files.ReadFile("catalog/languages.json")
	if err != nil {
		panic(fmt.Errorf("messages: %w", err))
	}
	l := &languages{known: make(map[Language]bool)}
	if err := json.Unmarshal(data, l); err != nil {
		panic(fmt.Errorf("messages: the list of languages: %w", err))
	}
	for _, language := range l.Supported {
		l.known[language] = true
	}
	return l
})

// Cookie is the name of the cookie with the language that the user of a browser chose.
const Cookie = "authentik_language"

// Choose returns the language in which Django answers a request with this language cookie, "" for none, and
// this Accept-Language header (several headers are joined with commas). The cookie wins, if a variant of it
// is supported. An invalid header is ignored; a language with q=0 is tried last, not refused; everything
// after * is ignored.
func Choose(cookie, acceptLanguage string) Language {
	l := spoken()
	if cookie != "" {
		if language, ok := l.variant(shortened(cookie)); ok {
			return language
		}
	}
	if plain := Language(acceptLanguage); l.known[plain] {
		return plain
	}
	for _, wanted := range readAcceptLanguage(acceptLanguage) {
		if wanted == "*" {
			break
		}
		if language, ok := l.variant(wanted); ok {
			return language
		}
	}
	return Default
}

// Activate returns the language that Django uses when a program sets it by a code, which is not compared with
// the supported languages: gettext looks for texts of the language in its territory, and then for those of
// the language. A code without either is English.
//
// In some territories authentik's own texts differ from those of the language: each release keeps these under
// one territory, which Activate does not distinguish.
func Activate(code string) Language {
	l := spoken()
	wanted := Language(strings.ToLower(strings.ReplaceAll(code, "_", "-")))
	alone, _, _ := strings.Cut(string(wanted), "-")
	for _, candidate := range slices.Concat([]Language{wanted}, l.Fallback[wanted], []Language{Language(alone)}) {
		if l.known[candidate] {
			return candidate
		}
	}
	return Default
}

// variant implements Django's get_supported_language_variant: it returns the language itself, its fallback, the
// language without its last parts, or any dialect of it.
func (l *languages) variant(wanted Language) (Language, bool) {
	candidates := append([]Language{wanted}, l.Fallback[wanted]...)
	generic := wanted
	for i := strings.LastIndexByte(string(generic), '-'); i >= 0; i = strings.LastIndexByte(string(generic), '-') {
		generic = generic[:i]
		candidates = append(candidates, generic)
	}
	for _, candidate := range candidates {
		if l.known[Language(strings.ToLower(string(candidate)))] {
			return candidate, true // written as the client writes it
		}
	}
	for _, language := range l.Supported {
		if strings.HasPrefix(string(language), string(generic)+"-") {
			return language, true
		}
	}
	return "", false
}

// longestCode is the number of characters of a language code that Django reads; a longer one is cut at a
// hyphen.
const longestCode = 500

func shortened(code string) Language {
	if len(code) > longestCode {
		code = code[:max(0, strings.LastIndexByte(code[:longestCode], '-'))]
	}
	return Language(code)
}

// longestHeader is the number of bytes of Accept-Language that Django reads; a longer one is cut at a comma.
const longestHeader = 500

// languageRange matches one part of the header including the comma after it: the language, and its q.
var languageRange = regexp.MustCompile(
	`^([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)(?:\s*;\s*[Qq]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?(?:\s*,\s*|$)`)

// readAcceptLanguage implements Django's parse_accept_lang_header: it returns the languages in lower case,
// sorted by q, those with the same q in the order of the header. One invalid part invalidates the whole
// header.
func readAcceptLanguage(header string) []Language {
	if len(header) > longestHeader {
		header = header[:max(0, strings.LastIndexByte(header[:longestHeader], ','))]
	}
	type wish struct {
		language Language
		q        float64
	}
	var wishes []wish
	for header != "" {
		part := languageRange.FindStringSubmatch(header)
		if part == nil {
			return nil
		}
		q := 1.0
		if part[2] != "" {
			q, _ = strconv.ParseFloat(part[2], 64) // the pattern leaves numbers only
		}
		wishes = append(wishes, wish{Language(strings.ToLower(part[1])), q})
		header = header[len(part[0]):]
	}
	slices.SortStableFunc(wishes, func(a, b wish) int { return cmp.Compare(b.q, a.q) })
	wanted := make([]Language, len(wishes))
	for i, w := range wishes {
		wanted[i] = w.language
	}
	return wanted
}
