package msgspec

import "github.com/authentik-mock/authentik-mock/mock/python"

// Writable returns the error of msgspec.json.encode(v), nil if it has none. Integers have no limit, nesting
// that of reading.
func Writable(v any) error { return writable(v, 0) }

func writable(v any, depth int) error {
	switch v := v.(type) {
	case []any:
		if depth == deepest {
			return ErrDepth
		}
		for _, item := range v {
			if err := writable(item, depth+1); err != nil {
				return err
			}
		}
	case *python.Dict:
		if depth == deepest {
			return ErrDepth
		}
		for i := range v.Len() {
			_, member := v.At(i)
			if err := writable(member, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}
