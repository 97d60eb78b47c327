package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// member is a member of a resource's bodies, and the values that are its own.
type member struct {
	name     string
	required bool
	values   func(g *generator) string
}

// generator makes random requests. Values are texts of JSON.
type generator struct {
	*rand.Rand
	world world
}

// pick returns one of some texts.
func (g *generator) pick(texts ...string) string { return texts[g.IntN(len(texts))] }

// text returns a random text, often one that is valid for nothing in particular.
func (g *generator) text() string {
	switch g.IntN(8) {
	case 0:
		return quote(g.pick("", " ", "\t\n", " x ", "x\u00a0", "\u2003", "\ufeff", "\u0085a", "x\u0000y", "\u001f", "null", "None", "true", "0", "1"))
	case 1:
		return quote(strings.Repeat(g.pick("a", "é", "😀", " "), g.pickInt(1, 49, 50, 51, 150, 254, 255, 256, 1000)))
	case 2:
		return `"` + g.pick(`\u0041`, `\ud83d\ude00`, `\"`, `\\`, `\/`, `\b\f\n`, `\u00e9`, `%s`, `{x}`, `<b>`, `\u2028`) + `"`
	default:
		var text strings.Builder
		for range g.IntN(12) {
			text.WriteRune([]rune("abcXYZ019-_ .é ß/&'“€😀")[g.IntN(22)])
		}
		return quote(text.String())
	}
}

func (g *generator) pickInt(numbers ...int) int { return numbers[g.IntN(len(numbers))] }

// number returns a random number.
func (g *generator) number() string {
	switch g.IntN(4) {
	case 0:
		return g.pick("0", "1", "-1", "2", "1.0", "0.0", "-0.0", "1.5", "1e2", "1E400", "1e-7", "1e16", "123456789012345678", "9223372036854775807",
			"9223372036854775808", "18446744073709551615", "18446744073709551616", "2147483648", "0.1", "3.14")
	case 1:
		return strconv.Itoa(g.IntN(12))
	case 2:
		return strconv.FormatFloat(g.NormFloat64()*1000, 'g', -1, 64)
	default:
		return strconv.FormatInt(int64(g.Uint64()>>g.IntN(64)), 10)
	}
}

// uuid returns a text that may be a UUID.
func (g *generator) uuid(of ...string) string {
	id := fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", g.Uint32(), g.Uint32()>>16, g.Uint32()>>20, g.Uint32()>>20, g.Uint64()>>16)
	if len(of) > 0 && g.IntN(3) > 0 {
		id = g.pick(of...)
	}
	switch g.IntN(8) {
	case 0:
		id = strings.ReplaceAll(id, "-", "")
	case 1:
		id = "{" + id + "}"
	case 2:
		id = "urn:uuid:" + id
	case 3:
		id = strings.ToUpper(id)
	case 4:
		id = id[:g.IntN(len(id))] + g.pick("", "x", "-", " ") + id[g.IntN(len(id)):]
	}
	return quote(id)
}

// value returns any value of JSON.
func (g *generator) value(depth int) string {
	switch n := g.IntN(10); {
	case n < 2:
		return g.number()
	case n < 4:
		return g.text()
	case n < 6:
		return g.pick("null", "true", "false")
	case n < 7 || depth > 3:
		return g.uuid()
	case n < 8:
		return g.list(func() string { return g.value(depth + 1) })
	default:
		return g.object(depth)
	}
}

// list returns a list of up to three items.
func (g *generator) list(item func() string) string {
	var items []string
	for range g.IntN(4) {
		items = append(items, item())
	}
	return "[" + strings.Join(items, ",") + "]"
}

// object returns an object of up to three members.
func (g *generator) object(depth int) string {
	var items []string
	for range g.IntN(4) {
		items = append(items, g.text()+":"+g.value(depth+1))
	}
	return "{" + strings.Join(items, ",") + "}"
}

// body returns a body with some of the members in a random order, of which about a third has a value of another kind.
func (g *generator) body(all []member, whole bool) string {
	if g.IntN(50) == 0 {
		return g.value(0)
	}
	var items []string
	for _, m := range all {
		switch {
		case m.required && whole && g.IntN(10) > 0, g.IntN(3) == 0:
		default:
			continue
		}
		value := m.values(g)
		if g.IntN(4) == 0 {
			value = g.value(0)
		}
		items = append(items, quote(m.name)+":"+value)
		if g.IntN(100) == 0 {
			items = append(items, quote(m.name)+":"+g.value(0)) // the last of two wins
		}
	}
	if g.IntN(10) == 0 {
		items = append(items, g.text()+":"+g.value(0))
	}
	g.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	return "{" + strings.Join(items, ",") + "}"
}

// quote returns a text as JSON.
func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(quoted)
}
