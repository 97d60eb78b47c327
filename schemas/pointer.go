package schemas

import (
	"net/url"
	"strings"
)

var (
	escaper   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

// pointer returns a JSON Pointer (RFC 6901).
func pointer(steps []string) string {
	var text strings.Builder
	for _, step := range steps {
		text.WriteString("/" + escaper.Replace(step))
	}
	return text.String()
}

// tokens returns the steps of a JSON Pointer in its form for URI fragments, which the validator writes.
func tokens(fragment string) ([]string, error) {
	if fragment == "" {
		return nil, nil
	}
	steps := strings.Split(strings.TrimPrefix(fragment, "/"), "/")
	for i, step := range steps {
		decoded, err := url.PathUnescape(step)
		if err != nil {
			return nil, err
		}
		steps[i] = unescaper.Replace(decoded)
	}
	return steps, nil
}
