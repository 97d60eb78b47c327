package pysyntax

import "strconv"

// statement is what the scanner knows of a logical line.
type statement struct {
	// begun reports whether it has a token.
	begun bool
	// keyword is the first word, or that after async, if it begins a statement with a block.
	keyword string
	// async reports whether the last token is async.
	async bool
	line  int
	// colons counts the colons outside of brackets that end no lambda, lambdas the lambdas without one.
	colons, lambdas int
	// last reports whether the last token is such a colon.
	last bool
}

// blocks are the keywords of statements with a block, and what CPython calls them.
var blocks = map[string]string{
	"if": "'if' statement", "elif": "'elif' statement", "else": "'else' statement", "for": "'for' statement", "while": "'while' statement",
	"try": "'try' statement", "except": "'except' statement", "finally": "'finally' statement", "with": "'with' statement",
	"def": "function definition", "class": "class definition",
}

// begin notes the first token of a logical line, and that there is no block where one must be.
func (s *scanner) begin(word string, line int) {
	if s.statement.begun {
		return
	}
	if s.block.keyword != "" {
		if line == 0 {
			line = s.line
		}
		s.misses("expected an indented block after "+blocks[s.block.keyword]+" on line "+strconv.Itoa(s.block.line), line)
		s.block = statement{}
	}
	s.statement = statement{begun: true, line: line}
	if _, ok := blocks[word]; ok {
		s.statement.keyword = word
	}
}

// word notes a word after the first.
func (st *statement) word(word string) {
	if _, ok := blocks[word]; ok && st.async {
		st.keyword = word
	}
	st.async = word == "async"
	st.last = false
}

// end ends a logical line.
func (s *scanner) end() {
	st := s.statement
	s.statement = statement{}
	switch {
	case st.keyword == "":
	case st.colons == 0:
		s.misses("expected ':'", s.line)
	case st.last:
		s.block = st
	}
}
