package corpus

import (
	"regexp"
)

// What a run of all recorded sets against one server has to mind: the sets were recorded on servers of their own.

// Sharing says what of a recorded set cannot be held against a target: on a server that played other sets before, users
// have other numbers.
type Sharing struct {
	// Server says that the target is one server for all sets.
	Server bool
	// Origins says that it answers pages of other origins by itself.
	Origins bool
}

// spelledNumber is the number of a user within a text of an answer: in a refusal, in the name of a user's own role, and in
// used_by.
var spelledNumber = regexp.MustCompile(`(Invalid pk \\"|ak-managed-role--user-|"pk":")\d+`)

// level replaces the numbers of users that texts of an answer spell, on a server that has counted others before.
func (s Sharing) level(answer string) string {
	if !s.Server {
		return answer
	}
	return spelledNumber.ReplaceAllString(answer, "$1<int>")
}
