package corpus

import (
	"regexp"
)

// Each recorded set was recorded on a server of its own. A run of all sets against one server has
// to take this into account.

// Sharing describes which parts of a recorded set cannot be compared with a target: on a server
// that has played other sets before, users have other numbers.
type Sharing struct {
	// Server reports whether one server plays all sets.
	Server bool
	// Origins reports whether the target sends CORS headers to pages of other origins on its own.
	Origins bool
}

// spelledNumber matches the number of a user within a text of an answer: in a refusal, in the name
// of a user's own role, and in used_by.
var spelledNumber = regexp.MustCompile(`(Invalid pk \\"|ak-managed-role--user-|"pk":")\d+`)

// level replaces the numbers of users within texts of an answer if the server has counted others
// before.
func (s Sharing) level(answer string) string {
	if !s.Server {
		return answer
	}
	return spelledNumber.ReplaceAllString(answer, "$1<int>")
}
