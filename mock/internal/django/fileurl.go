package django

import (
	"slices"
	"strings"
)

// fileLetters lists the bytes, apart from letters and digits, that are not escaped in the address of a file.
const fileLetters = "_.-~/!*()'"

// FileURL implements FileSystemStorage.url(): it returns the address of a file below base, which ends with a
// slash.
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

// ascend appends one segment to a path: . is dropped, and .. removes the last segment, if there is one.
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
