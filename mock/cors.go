package mock

import (
	"net"
	"net/http"
	"net/url"

	"github.com/gin-contrib/cors"
	"github.com/gin-gonic/gin"
)

// loopbackCORS lets pages on this machine, from whatever port, read the answers and send credentials. For all others
// the fake is as silent as the real server.
func loopbackCORS() gin.HandlerFunc {
	answer := cors.New(cors.Config{
		AllowOriginFunc:  isLoopback,
		AllowMethods:     []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead, http.MethodOptions},
		AllowHeaders:     []string{"Authorization", "Content-Type", "Accept", "Accept-Language", "X-Authentik-CSRF", "X-Authentik-Prevent-Basic"},
		ExposeHeaders:    []string{"Allow", "Content-Language", "X-Authentik-Mock", "X-Powered-By"},
		AllowCredentials: true,
	})
	return func(c *gin.Context) {
		if isLoopback(c.GetHeader("Origin")) {
			answer(c)
		}
	}
}

func isLoopback(origin string) bool {
	address, err := url.Parse(origin)
	if err != nil || address.Host == "" {
		return false
	}
	host := address.Hostname()
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
