package django

import (
	"slices"
	"strings"
)

// fileLetters are the bytes, beside letters and digits, that stand in the address of a file as they are.
const fileLetters = "_.-~/!*()'"

// FileURL is the address of a file below an address that ends with a slash, as FileSystemStorage.url() makes it.
func FileURL(base, name string) string {
	path := strings.TrimLeft(quoteFile(strings.ReplaceAll(name, `\`, "/")), "/")
	if path == "" {
		return base
	}
	var segments []string
	all := strings.Split(base+path, "/")
	last := all[len(all)-1]
	for _, segment := range slices.DeleteFunc(all[1:len(all)-1], func(s string) bool { return s == "" }) {
		segments = ascend(segments, segment)
	}
	segments = ascend(segments, last)
	if last == "." || last == ".." {
		segments = append(segments, "")
	}
	return "/" + strings.Join(segments, "/")
}

// ascend goes one step along a path: . stays, and .. goes up, as far as there is something above.
func ascend(segments []string, step string) []string {
	switch step {
	case ".":
		return segments
	case "..":
		return segments[:max(0, len(segments)-1)]
	}
	return append(segments, step)
}

func quoteFile(name string) string {
	const digits = "0123456789ABCDEF"
	var quoted strings.Builder
	for _, b := range []byte(name) {
		switch {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', strings.IndexByte(fileLetters, b) >= 0:
			quoted.WriteByte(b)
		default:
			quoted.Write([]byte{'%', digits[b>>4], digits[b&15]})
		}
	}
	return quoted.String()
}
