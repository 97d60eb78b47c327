package mock

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-contrib/cors"
	"github.com/gin-gonic/gin"

	"github.com/authentik-mock/authentik-mock/mock/internal/control"
)

// pages are the browser pages of other origins that may read the fake's answers and send credentials. For all
// others the fake sends no CORS headers, like the real server.
type pages struct {
	// loopback allows pages on this machine, with any port.
	loopback bool
	// origins lists further allowed origins.
	origins []string
}

// any reports whether any pages are allowed; if not, no answer differs from the real server's.
func (p pages) any() bool { return p.loopback || len(p.origins) > 0 }

// include reports whether pages of an origin are allowed.
func (p pages) include(origin string) bool {
	return p.loopback && isLoopback(origin) || slices.Contains(p.origins, origin)
}

// allow answers preflights, and adds the headers that let the pages read answers.
func (p pages) allow() gin.HandlerFunc {
	library := cors.New(cors.Config{
		AllowOriginFunc:  p.include,
		AllowMethods:     []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead, http.MethodOptions},
		AllowHeaders:     []string{"Authorization", "Content-Type", "Accept", "Accept-Language", "X-Authentik-CSRF", "X-Authentik-Prevent-Basic", control.WorkspaceHeader},
		ExposeHeaders:    []string{"Allow", "Content-Language", "Retry-After", "X-Authentik-Mock", "X-Powered-By"},
		AllowCredentials: true,
	})
	answer := func(c *gin.Context) {
		header := c.Writer.Header()
		vary := header["Vary"]
		if library(c); !c.IsAborted() {
			header["Vary"] = vary // it puts Origin in the place of what is there, and every answer gets that anyway
		}
	}
	return func(c *gin.Context) {
		if !p.include(c.GetHeader("Origin")) {
			return
		}
		if isPreflight(c.Request) || c.Request.Method != http.MethodOptions {
			answer(c)
			return
		}
		// The library treats every OPTIONS request as a preflight. This one is for the address itself.
		c.Request.Method = http.MethodGet
		answer(c)
		c.Request.Method = http.MethodOptions
	}
}

// isPreflight reports whether a request is a browser's preflight.
func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != ""
}

// varyingByOrigin adds Origin to the Vary header of an answer, whatever it was set to: an answer for one page
// must not be cached for another.
type varyingByOrigin struct{ http.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (w varyingByOrigin) WriteHeader(status int) {
	header := w.Header()
	vary := header["Vary"]
	if !slices.Contains(vary, "Origin") {
		header["Vary"] = []string{strings.Join(append(slices.Clip(vary), "Origin"), ", ")}
	}
	w.ResponseWriter.WriteHeader(status)
}

// Flush implements http.Flusher, which gin requires.
func (w varyingByOrigin) Flush() { http.NewResponseController(w.ResponseWriter).Flush() }

// Unwrap returns the underlying writer, for http.ResponseController.
func (w varyingByOrigin) Unwrap() http.ResponseWriter { return w.ResponseWriter }
