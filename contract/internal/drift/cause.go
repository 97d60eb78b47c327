package drift

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// leastPrecision is the smallest share of the requests with a trait whose outcome must differ for
// the trait to count as the cause.
const leastPrecision = 0.25

// explain finds the most likely cause of every differing outcome: the body that could not be read if an answer
// says so, else the trait that most of these requests have and few others do.
func (c *comparison) explain() {
	var left []pair
	for _, p := range c.unexplained {
		if _, unreadable := readBody(p.a); unreadable != "" && (saysUnreadable(p.a) || saysUnreadable(p.b)) {
			c.gathered.outcome(cause{trait: unreadable}, p)
		} else {
			left = append(left, p)
		}
	}
	all, differing := counts(c.pairs), counts(c.differing)
	for len(left) > 0 {
		best := mostLikely(left, func(trait cause) float64 { return float64(differing[trait]) / float64(all[trait]) })
		rest := left[:0:0]
		for _, p := range left {
			if slices.Contains(traits(p.a), best) {
				c.gathered.outcome(best, p)
			} else {
				rest = append(rest, p)
			}
		}
		left = rest
	}
}

// counts returns the number of requests that have each trait.
func counts(pairs []pair) map[cause]int {
	count := map[cause]int{}
	for _, p := range pairs {
		for _, trait := range traits(p.a) {
			count[trait]++
		}
	}
	return count
}

// mostLikely returns the trait that explains the most pairs: the number of pairs with it, weighted
// by the square of the share of all requests with it that differ. Of equals the first one wins, which is the most
// specific.
func mostLikely(left []pair, precision func(cause) float64) cause {
	covers := map[cause]int{}
	var seen []cause
	for _, p := range left {
		for _, trait := range traits(p.a) {
			if covers[trait] == 0 {
				seen = append(seen, trait)
			}
			covers[trait]++
		}
	}
	best, most := plainCause(left[0].a), 0.0
	for _, trait := range seen {
		precise := precision(trait)
		if score := float64(covers[trait]) * precise * precise; precise >= leastPrecision && score > most {
			best, most = trait, score
		}
	}
	return best
}

// plainCause returns the method and resource of a request, for use when no other trait explains it.
func plainCause(o observation) cause { return cause{trait: o.method + " of " + resource(o.path)} }

// readBody returns the value of a request's body, or the trait of a body that no parser can read.
func readBody(o observation) (body any, unreadable string) {
	if !utf8.ValidString(o.sent) {
		return nil, "a body that is no UTF-8"
	}
	body, err := orjson.Parse([]byte(o.sent))
	if err != nil && o.sent != "" {
		kind, _, _ := strings.Cut(err.Error(), ": line ")
		return nil, "a body that is no JSON, " + kind // one cause for each error, as each has an answer of its own
	}
	return body, ""
}

// saysUnreadable reports whether an answer refuses the body as a whole.
func saysUnreadable(o observation) bool {
	detail, _ := jsonbody.Member(o.body, "detail").(string)
	return strings.HasPrefix(detail, "JSON parse error")
}

// traits returns the properties of a request that may decide its outcome, the most specific first.
func traits(o observation) []cause {
	var all []cause
	add := func(trait string) { all = append(all, cause{trait: trait}) }
	authorization := wire.HeaderOf(o.headers, "Authorization")
	if scheme, _, ok := strings.Cut(authorization, " "); ok && !strings.EqualFold(scheme, "Bearer") {
		add("a scheme other than Bearer")
	}
	body, unreadable := readBody(o)
	if unreadable != "" {
		add(unreadable)
	}
	for _, name := range []string{"Content-Encoding", "Content-Type", "Accept", "Accept-Language"} {
		if value := wire.HeaderOf(o.headers, name); value != "" && value != "application/json" {
			add(name + " " + value)
		}
	}
	if object, isObject := body.(*python.Dict); isObject {
		for name := range object.All() {
			all = append(all, cause{member: name, of: resource(o.path)})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(parameters(o.path))) {
		add("parameter " + name + " of " + resource(o.path))
	}
	if authorization == "" {
		add("no Authorization")
	}
	return append(all, plainCause(o))
}

// parameters returns the query parameters of an address, with the last value of each.
func parameters(path string) map[string]string {
	_, query, _ := strings.Cut(path, "?")
	parsed, _ := url.ParseQuery(query)
	last := map[string]string{}
	for name, values := range parsed {
		last[name] = values[len(values)-1]
	}
	return last
}
