package drf

import (
	"math"
	"strconv"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/jsonb"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// kept returns a JSON value as PostgreSQL returns it from a jsonb column: with the members of an object
// sorted by the length of their names and then by their bytes, and numbers as the decimal type prints them. A
// null character cannot be stored; Django does not handle the database's error. (Type JSON of the PostgreSQL
// manual, and the group of neighbours/1/10.)
func kept(value any) (any, error) {
	switch v := value.(type) {
	case string:
		if strings.IndexByte(v, 0) >= 0 {
			return nil, Crash("PostgreSQL's jsonb holds no null characters").In(LayerStore)
		}
	case float64:
		return decimal(v), nil
	case []any:
		return jsonbList(v)
	case *python.Dict:
		return jsonbObject(v)
	}
	return value, nil
}

func jsonbList(items []any) (any, error) {
	stored := make([]any, len(items))
	for i, item := range items {
		var err error
		if stored[i], err = kept(item); err != nil {
			return nil, err
		}
	}
	return stored, nil
}

func jsonbObject(object *python.Dict) (any, error) {
	stored := python.NewDict()
	for _, name := range jsonb.Names(object) {
		if strings.IndexByte(name, 0) >= 0 {
			return nil, Crash("PostgreSQL's jsonb holds no null characters").In(LayerStore)
		}
		member, _ := object.Get(name)
		member, err := kept(member)
		if err != nil {
			return nil, err
		}
		stored.Set(name, member)
	}
	return stored, nil
}

// decimal returns a float converted to text and to a decimal number: from 1e16 on, where Python writes an
// exponent, it becomes an integer.
func decimal(f float64) any {
	if f == 0 {
		return 0.0 // a decimal has no negative zero
	}
	if math.Abs(f) < 1e16 {
		return f
	}
	number, _ := python.ParseInt(strconv.FormatFloat(f, 'f', -1, 64))
	return number
}
