package secret

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// AppendHidden appends a text to out without its secrets, in one pass: the values of JSON and YAML members,
// of form fields and of query parameters in it. The text may be cut off anywhere. null, booleans and empty
// values stay, since they explain why a request was refused. JSON stays valid; in other texts more than the
// secret may be hidden, to the end of its line.
func AppendHidden(out, text []byte) []byte {
	begun := len(out)
	out = hideKeys(appendHidden(out, text, ':', valueOfMember), begun)
	if bytes.IndexByte(out[begun:], '=') < 0 {
		return out
	}
	return appendHidden(out[:begun], bytes.Clone(out[begun:]), '=', valueOfParameter)
}

// endOfKey ends the first and the last line of a private key in PEM.
const endOfKey = "PRIVATE KEY-----"

// privateKey matches a private key in PEM, whose end may be cut off.
var privateKey = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`)
})

// hideKeys hides the private keys in text from begun on: authentik answers them under names that are no secret.
func hideKeys(text []byte, begun int) []byte {
	if !bytes.Contains(text[begun:], []byte(endOfKey)) {
		return text
	}
	return append(text[:begun], privateKey().ReplaceAll(text[begun:], []byte(Hidden))...)
}

// AppendHeader appends the value of a header to out without its secrets: nothing of it, if its name is that
// of a secret, except the scheme of an Authorization. An empty value stays.
func AppendHeader(out []byte, name, value string) []byte {
	switch {
	case value == "":
		return out
	case isSecret(&headerKinds, name) && (strings.HasSuffix(name, "uthorization") || !PlainValue(value)):
		if scheme, _, ok := strings.Cut(value, " "); ok && strings.HasSuffix(name, "uthorization") {
			out = append(append(out, scheme...), ' ')
		}
		return append(out, Hidden...)
	case strings.HasPrefix(value, "http") && strings.IndexByte(value, '@') >= 0: // an address
		value = userInfo().ReplaceAllString(value, "://"+Hidden+"@")
	}
	if strings.IndexByte(value, '?') >= 0 { // an address, or a part of one
		return AppendHidden(out, []byte(value))
	}
	return append(out, value...)
}

// userInfo matches the user and the password in an address.
var userInfo = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`://[^/?#\s]*@`) })

// AppendBody appends the body of a request to out without its secrets. encoding is its Content-Encoding, path the
// address: nothing stays of a coded body, which is not read, of one in another character set that mentions a secret, and of
// a text that is sent alone to where a secret is set.
func AppendBody(out, body []byte, encoding, path string) []byte {
	switch {
	case len(body) == 0:
		return out
	case encoding != "" && encoding != "identity":
		return append(out, Hidden...)
	case !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0:
		if mentionsSecret(string(bytes.ReplaceAll(body, []byte{0}, nil))) {
			return append(out, Hidden...)
		}
	case body[0] == '"' || body[0] == ' ':
		path = strings.TrimSuffix(path, "/")
		action := path[strings.LastIndexByte(path, '/')+1:]
		if bytes.HasPrefix(bytes.TrimSpace(body), []byte{'"'}) && namesSecret(strings.TrimPrefix(strings.ToLower(action), "set_")) {
			return append(append(append(out, '"'), Hidden...), '"')
		}
	}
	return AppendHidden(out, body)
}

// HideQuery returns a query without the values of parameters that authentik treats as secrets, even if their
// names are escaped, and without the secrets in values that are JSON.
func HideQuery(query string) string {
	if query == "" {
		return ""
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		switch {
		case value == "":
		case isSecret(&memberKinds, unescaped(name)):
			parts[i] = name + "=" + Hidden
		case value[0] == '{' || value[0] == '[' || value[0] == '%': // JSON, of a filter by attributes
			decoded := unescaped(value)
			if hidden := string(AppendHidden(nil, []byte(decoded))); hidden != decoded {
				parts[i] = name + "=" + url.QueryEscape(hidden)
			}
		}
	}
	return strings.Join(parts, "&")
}

// memo caches whether names are secrets. There are few names, and every request needs them. Each has two
// slots; a new name replaces the second, so that the cache never grows.
type memo struct {
	of     func(name string) bool
	places [4096]atomic.Pointer[remembered]
}

type remembered struct {
	name string
	said bool
}

// mostName is the maximum length of a cached name, in bytes.
const mostName = 64

var (
	memberKinds = memo{of: Is}
	headerKinds = memo{of: func(name string) bool { return Headers[strings.ToLower(name)] || IsHeader(name) }}
)

// isSecret returns the cached result of [Is] for a name.
func isSecret[T string | []byte](m *memo, name T) bool {
	if len(name) == 0 {
		return false
	}
	place := uint(len(name))*31 + uint(name[0])*7 + uint(name[len(name)/2])*131 + uint(name[len(name)-1])*1031
	first, second := &m.places[place%uint(len(m.places))], &m.places[(place+1)%uint(len(m.places))]
	kept := first.Load()
	if kept != nil && kept.name == string(name) {
		return kept.said
	}
	if other := second.Load(); other != nil && other.name == string(name) {
		return other.said
	}
	said := m.of(string(name))
	switch {
	case len(name) > mostName:
	case kept == nil:
		first.Store(&remembered{string(name), said})
	default:
		second.Store(&remembered{string(name), said})
	}
	return said
}

// appendHidden appends a text without the values that follow the name of a secret and a separator. value
// returns the end of the value that begins at an index, and its replacement.
func appendHidden(out, text []byte, separator byte, value func(text []byte, name field, at int) (end int, hidden string)) []byte {
	copied := 0
	for at := 0; at < len(text); {
		next := bytes.IndexByte(text[at:], separator)
		if next < 0 {
			break
		}
		at += next + 1
		name, ok := nameBefore(text, at-1)
		if !ok {
			continue
		}
		for at < len(text) && (text[at] == ' ' || text[at] == '\t' || name.quoted && (text[at] == '\n' || text[at] == '\r')) {
			at++
		}
		if end, hidden := value(text, name, at); hidden != "" {
			out = append(append(out, text[copied:at]...), hidden...)
			at, copied = end, end
		}
	}
	return append(out, text[copied:]...)
}

// field is the name before a separator; it reports whether it is quoted.
type field struct {
	name   []byte
	quoted bool
}

// nameBefore returns the name that ends before an index. ok is false if it is not the name of a secret.
func nameBefore(text []byte, end int) (name field, ok bool) {
	for end > 0 && text[end-1] == ' ' {
		end--
	}
	if end > 0 && (text[end-1] == '"' || text[end-1] == '\'') {
		name.quoted = true
		if end--; end > 0 && text[end-1] == '\\' {
			end--
		}
	}
	var place *atomic.Pointer[seenName]
	if name.quoted && end >= ending {
		place = &seenNames[binary.LittleEndian.Uint64(text[end-ending:])*spread>>(64-seenBits)]
		if seen := place.Load(); seen != nil && bytes.HasSuffix(text[:end], seen.text[:seen.length]) {
			name.name = seen.text[1:seen.length]
			return name, seen.ok
		}
	}
	begin := end
	for begin > 0 && ofNames[text[begin-1]] {
		begin--
	}
	name.name = text[begin:end]
	if name.quoted && begin > 0 && begin < end && text[begin-1] == '\\' {
		name.name = spelledOut(text, end)
		return name, isSecret(&memberKinds, name.name)
	}
	ok = len(name.name) >= len("key") && (name.name[0] < '0' || '9' < name.name[0]) &&
		(isSecret(&memberKinds, name.name) || string(name.name) == "name")
	if place != nil && begin > 0 && len(name.name) <= mostName {
		seen := &seenName{ok: ok}
		seen.length = uint8(copy(seen.text[:], text[begin-1:end]))
		place.Store(seen)
	}
	return name, ok
}

// seenNames caches what nameBefore says of quoted names, by their last bytes: most were seen before, and need not be
// read backwards byte by byte. A new name takes the place of an old one.
var seenNames [1 << seenBits]atomic.Pointer[seenName]

// seenName is a name with the byte before it, where it begins.
type seenName struct {
	ok     bool
	length uint8
	text   [1 + mostName]byte
}

const (
	seenBits = 10
	// ending is how many last bytes of a name find it; those before a shorter one count too.
	ending = 8
	// spread is an odd multiplier that makes the high bits of a product depend on all bits.
	spread = 0x9e3779b97f4a7c15
)

// ofNames holds the bytes that names consist of.
var ofNames = func() (is [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") {
		is[c] = true
	}
	return is
}()

// spelledOut returns a quoted name with its escapes replaced, such as "p\u0061ssword".
func spelledOut(text []byte, end int) []byte {
	begin := bytes.LastIndexByte(text[:end], '"')
	if begin < 0 || end == len(text) {
		return nil
	}
	var name string
	if json.Unmarshal(text[begin:end+1], &name) != nil {
		return nil
	}
	return []byte(name)
}

// valueOfMember returns the end of a JSON or YAML value, and its replacement.
func valueOfMember(text []byte, name field, at int) (end int, hidden string) {
	if at == len(text) || string(name.name) == "name" {
		return at, ""
	}
	rest := text[at:]
	switch c := rest[0]; {
	case c == '"' || c == '\'':
		if bytes.HasPrefix(rest, []byte{c, c}) {
			return at, ""
		}
		return at + 1 + quotedEnd(rest[1:], c), string(c) + Hidden + string(c)
	case bytes.HasPrefix(rest, []byte(`\"`)):
		end = at + 2
		if closing := bytes.Index(text[end:], []byte(`\"`)); closing >= 0 {
			return end + closing + 2, `\"` + Hidden + `\"`
		}
		return len(text), `\"` + Hidden
	case c == '{' || c == '[':
		return at + nestedEnd(rest), `"` + Hidden + `"`
	case c == '|' || c == '>': // a block, of a blueprint
		return at + quotedEnd(append(bytes.Clone(rest), '"'), '"') - 1, Hidden
	}
	stop := ",}] \t\r\n"
	if !name.quoted {
		stop = "\"\r\n\\"
	}
	length := bytes.IndexAny(rest, stop)
	if length < 0 {
		length = len(rest)
	}
	switch string(bytes.TrimSpace(rest[:length])) {
	case "", "null", "true", "false":
		return at, ""
	}
	if name.quoted {
		return at + length, `"` + Hidden + `"`
	}
	return at + length, Hidden
}

// valueOfParameter returns the end of a value in a form, an address or a cookie, and its replacement. In a
// multipart form, name="password" announces the value.
func valueOfParameter(text []byte, name field, at int) (end int, hidden string) {
	rest := text[at:]
	if string(name.name) == "name" {
		part, found := bytes.CutPrefix(rest, []byte(`"`))
		closing := bytes.IndexByte(part, '"')
		blank := bytes.Index(rest, []byte("\r\n\r\n"))
		if !found || closing < 0 || blank < 0 || !isSecret(&memberKinds, part[:closing]) {
			return at, ""
		}
		end = at + blank + 4
		if boundary := bytes.Index(text[end:], []byte("\r\n--")); boundary >= 0 {
			end += boundary
		} else {
			end = len(text)
		}
		return end, string(rest[:blank+4]) + Hidden
	}
	length := bytes.IndexAny(rest, "&;\"'<\\ \t\r\n")
	if length < 0 {
		length = len(rest)
	}
	if length == 0 {
		return at, ""
	}
	return at + length, Hidden
}

// quotedEnd returns the index after the closing quote; the end of the text, if there is none.
func quotedEnd(text []byte, quote byte) int {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case quote:
			return i + 1
		}
	}
	return len(text)
}

// nestedEnd returns the index after the bracket that ends an object or a list.
func nestedEnd(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			i += quotedEnd(text[i+1:], '"')
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// unescaped returns the unescaped name of a query parameter, or the name itself if the escapes are invalid.
func unescaped(name string) string {
	if read, err := url.QueryUnescape(name); err == nil {
		return read
	}
	return name
}
