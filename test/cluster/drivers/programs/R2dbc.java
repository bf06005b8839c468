import io.r2dbc.spi.ConnectionFactories;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

public class R2dbc {
    public static void main(String[] arguments) {
        var connection = Mono.from(ConnectionFactories.get(System.getenv("URL")).create()).block();
        Flux.from(connection.createStatement("select 1").execute()).flatMap(one -> one.map((row, data) -> row.get(0))).blockLast();
        var name = io.r2dbc.postgresql.PostgresqlConnectionFactory.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        System.out.println("connected " + name.replaceAll(".*r2dbc-postgresql-|\\.jar$", ""));
        System.exit(0);
    }
}
